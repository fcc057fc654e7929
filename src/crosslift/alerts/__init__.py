"""Who is told what: the inbox."""
