"""What a page knows of its request: who may open it and is calling, the moment, the case asked for, what was typed."""
