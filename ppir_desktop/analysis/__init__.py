"""Figures beside the official result, never in it.

* `marks`: sheets into what the figures are made of, and which sheets could not be taken.
* `severity`: how severe each member is, with its uncertainty; it needs the extra ``secretariat``.
* `agreement`: Krippendorff's alpha and intraclass correlations.
* `sensitivity`: whether leaving one sheet out would change the verdict.

What enters is what was given, before anything is dropped. Where a figure has no meaning, its place
holds None and a name says why; no figure is ever infinite or not a number.
"""
