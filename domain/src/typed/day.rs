//! A day, typed into three boxes as the NHS design system asks for it.

use serde::{Deserialize, Serialize};

use crate::access::{Failure, Outcome};

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// A day as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedDay {
    /// In the first box.
    pub day: String,
    /// In the second: a number, or a name.
    pub month: String,
    /// In the third: four digits.
    pub year: String,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// From 1000 on.
    pub year: u16,
    /// From 1 to 12.
    pub month: u8,
    /// From 1 to 31.
    pub day: u8,
}

impl TypedDay {
    /// The day; else what to change about the first box that is wrong. `what` is what is asked for: "date of birth".
    pub fn parse(&self, field: &str, what: &str) -> Outcome<Day> {
        let wrong = |part: &str, text: String| Err(Failure::invalid(&format!("{field}-{part}"), text));
        let parts = [("day", &self.day), ("month", &self.month), ("year", &self.year)];
        let missing: Vec<&str> = parts.iter().filter(|(_, typed)| typed.trim().is_empty()).map(|(part, _)| *part).collect();
        match missing[..] {
            [] => {}
            [_, _, _] => return wrong("day", format!("Enter {what}")),
            [one] => return wrong(one, format!("{} must include a {one}", capital(what))),
            [first, .., last] => return wrong(first, format!("{} must include a {first} and {last}", capital(what))),
        }
        let unreal = |part| wrong(part, format!("{} must be a real date", capital(what)));
        let Some(month) = month(&self.month) else { return unreal("month") };
        let year = self.year.trim();
        // `parse` takes a sign as well, which no date has.
        let Some(year) = year.parse().ok().filter(|_| year.len() == 4 && !year.starts_with('0')).filter(|_| digits(year)) else {
            return wrong("year", "Year must include 4 numbers".to_owned());
        };
        let day = self.day.trim();
        match day.parse().ok().filter(|_| digits(day)).filter(|day| (1..=length(year, month)).contains(day)) {
            Some(day) => Ok(Day { year, month, day }),
            None => unreal("day"),
        }
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// "3", "03", "mar" or "March".
fn month(typed: &str) -> Option<u8> {
    let typed = typed.trim().to_lowercase();
    let named = MONTHS.iter().position(|name| typed.len() >= 3 && (name.starts_with(&typed) || (typed == "sept" && *name == "september")));
    let number = named.map_or_else(|| typed.parse().ok().filter(|_| digits(&typed)), |at| u8::try_from(at + 1).ok());
    number.filter(|number| (1..=12).contains(number))
}

fn length(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(day: &str, month: &str, year: &str) -> Result<(u16, u8, u8), (String, String)> {
        let typed = TypedDay { day: day.into(), month: month.into(), year: year.into() };
        let failed = |failure: Failure| (failure.field().unwrap_or_default().to_owned(), failure.to_string());
        typed.parse("born", "date of birth").map(|day| (day.year, day.month, day.day)).map_err(failed)
    }

    fn wrong(field: &str, text: &str) -> Result<(u16, u8, u8), (String, String)> {
        Err((field.into(), text.into()))
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for (day, month) in [("27", "3"), (" 27", "03 "), ("27", "mar"), ("27", "March"), ("27", "MARCH")] {
            assert_eq!(parse(day, month, "1964"), Ok((1964, 3, 27)), "{day} {month}");
        }
        assert_eq!(parse("1", "sept", "2026"), Ok((2026, 9, 1)));
        assert_eq!(parse("29", "2", "2024"), Ok((2024, 2, 29)));
        assert_eq!(parse("29", "2", "2000"), Ok((2000, 2, 29)));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(parse("", " ", ""), wrong("born-day", "Enter date of birth"));
        assert_eq!(parse("27", "3", ""), wrong("born-year", "Date of birth must include a year"));
        assert_eq!(parse("", "", "1964"), wrong("born-day", "Date of birth must include a day and month"));
        assert_eq!(parse("", "3", ""), wrong("born-day", "Date of birth must include a day and year"));
    }

    #[test]
    fn a_day_that_never_was_is_refused() {
        for (day, month, year, part) in [
            ("31", "4", "1964", "day"),
            ("29", "2", "2023", "day"),
            ("29", "2", "1900", "day"),
            ("0", "1", "1964", "day"),
            ("+1", "1", "1964", "day"),
            ("1", "13", "1964", "month"),
            ("1", "ma", "1964", "month"),
            ("1", "+3", "1964", "month"),
            ("999", "1", "1964", "day"),
        ] {
            assert_eq!(
                parse(day, month, year),
                wrong(&format!("born-{part}"), "Date of birth must be a real date"),
                "{day} {month} {year}"
            );
        }
        for year in ["64", "19644", "+196", "0196", "year"] {
            assert_eq!(parse("1", "1", year), wrong("born-year", "Year must include 4 numbers"), "{year}");
        }
    }
}
