"""Views of the carbon budget: verdict, tank, curve, rates, sources and the chain of its calculation."""
