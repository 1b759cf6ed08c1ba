//! All that is filtered as a file, which a spreadsheet opens without harm.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

/// A first line of names, then the rows: for every spreadsheet (RFC 4180, with a mark that it is UTF-8).
pub fn written(names: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(names)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// Text that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it. A number stays one.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    let begins = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}']);
    // Spreadsheets of the Far East know the wide forms, and a tab or a new line leads into the next cell of some.
    let formula = begins.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if formula && !is_number(begins) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    digits.starts_with(|first: char| first.is_ascii_digit()) && digits.chars().all(|one| one.is_ascii_digit() || one == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_text() {
        for formula in ["=1+1", "+44 20 7946 0000", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK(\"x\")", "＝1", "-", "-2|cmd"] {
            assert_eq!(harmless(formula), format!("'{formula}"), "{formula}");
        }
        for text in ["Asha", "", "-3", "-3.5", "3-4", "a@b.example", "Ward 7 = full", "'=1"] {
            assert_eq!(harmless(text), text, "{text}");
        }
    }

    #[test]
    fn a_spreadsheet_reads_back_what_stands_there() {
        let rows = [["O'Neil, \"Zoë\"", "two\nlines"], ["=cmd|' /C calc'!A0", "-3"]].map(|row| row.map(String::from).to_vec());
        let file = written(&["Name", "Notes"], rows.clone()).unwrap();
        let text = String::from_utf8(file).unwrap();
        assert_eq!(text, "\u{feff}Name,Notes\r\n\"O'Neil, \"\"Zoë\"\"\",\"two\nlines\"\r\n'=cmd|' /C calc'!A0,-3\r\n");
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let first: Vec<String> = reader.records().next().unwrap().unwrap().iter().map(String::from).collect();
        assert_eq!(first, rows[0]);
    }
}
