"""One file a source: a published file read once, straight to the layer of a pack."""
