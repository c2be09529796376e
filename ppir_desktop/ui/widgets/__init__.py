"""Parts of windows that are drawn or put together by code."""
