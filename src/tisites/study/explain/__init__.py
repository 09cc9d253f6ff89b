"""Why a site is in, why it is not, and what would bring it in."""
