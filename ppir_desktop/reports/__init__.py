"""Paper: sheets, results, letters and certificates as PDF.

* `views`: what stands on each form, as plain data; `filling` makes it from records.
* `fonts`, `text`, `styles`, `pen`: letters on a page.
* `blocks`, `tables`, `page`, `document`: from blocks to pages to a file.
* One module a form: `evaluation_sheet`, `consolidated_sheet`, `opinion_letter`, `pledge`,
  `invitation`, `recovery`, `certificate`, `minutes`, `round_report`.
* `batch`: many forms as one file or as many.
"""
