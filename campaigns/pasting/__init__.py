"""From whatever an officer pastes to drafts of reports: links, each with its caption. No ORM, no clock.

`read` takes one link, a list of them, a whole chat message, an exported chat, or rows copied from a
spreadsheet; which words belong to which link is said in `nearness`, what of a chat is nobody's words in
`chats`, and how the columns of a spreadsheet are told apart in `rows`.
"""

from campaigns.pasting.draft import MOST, Draft, Pasted, Problem
from campaigns.pasting.reading import read
from campaigns.pasting.rows import write

__all__ = ["MOST", "Draft", "Pasted", "Problem", "read", "write"]
