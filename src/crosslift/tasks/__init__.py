"""Work for people: by hand, from a process or from a plan. One list, read by Today."""
