"""The KANO questionnaire as a printable page and as a workbook."""
