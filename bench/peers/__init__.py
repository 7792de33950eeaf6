"""What the portal is measured against, one small file for each; none of it is imported by the portal."""
