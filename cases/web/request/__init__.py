"""What a page knows of its request: who may open it and is calling, the moment, the requested case, what was typed."""
