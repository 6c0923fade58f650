"""``motcua``: the command line of environment 2. Results on stdout, progress on stderr."""
