"""Pages of the statistics and of exported lists: for the staff of every side, each in the scope of the reader."""
