"""A sample class: `make demo` grades it and checks every score."""
