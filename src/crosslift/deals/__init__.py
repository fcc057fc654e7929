"""Sales in work: stage, lines, won and lost."""
