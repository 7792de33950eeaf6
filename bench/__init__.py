"""What the portal costs, measured beside the best alternatives on the same data and the same servers.

    make bench SIZE=S|M|L [only=ingest]

A command of its own, never imported by the portal. Data is made with a fixed seed in databases of its own
(`bench_s`, `bench_m`, `bench_l`) in a cluster of its own under `var/bench`. Each work first proves that all
variants give the same rows or ranks, and is timed only then. How and why: docs/performance.md.
"""
