"""Jobs of the workbench: a bounded fair queue, one killable process a workspace."""
