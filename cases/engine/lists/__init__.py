"""What waits at a desk: queues and buttons, and a list as it is filtered, searched and turned."""
