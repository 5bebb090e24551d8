"""What the printed page shows, measured on the PDF that LibreOffice makes."""
