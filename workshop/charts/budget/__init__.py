"""Views of the carbon budget: verdict, bridge, curve, rates, sources and the chain of its calculation."""
