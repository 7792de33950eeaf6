"""What we tell: every page that joins apps. Nobody imports it."""
