"""The nevers, the size budget, the locks and the package: rules about the source itself."""
