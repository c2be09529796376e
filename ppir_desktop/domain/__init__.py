"""The rules of a review, pure: schemes, sheets, panels, life cycles, consolidation. No I/O."""
