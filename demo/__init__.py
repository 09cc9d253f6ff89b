"""Builder of the demonstration pack: real communes, synthetic sites. See docs/demo.md."""
