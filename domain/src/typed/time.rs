//! A time of day, typed into one box.

use std::fmt;

use crate::access::{Failure, Outcome};

/// A time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    /// From 0 to 23.
    pub hour: u8,
    /// From 0 to 59.
    pub minute: u8,
}

impl TimeOfDay {
    /// Reads "14:30", "14.30", "1430", "2:30pm" and "2pm".
    pub fn parse(field: &str, what: &str, typed: &str) -> Outcome<Self> {
        let text: String = typed.to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
        if text.is_empty() {
            return Err(Failure::invalid(field, format!("Enter {what}")));
        }
        read(&text).ok_or_else(|| Failure::invalid(field, "Enter a time like 14:30"))
    }
}

fn read(text: &str) -> Option<TimeOfDay> {
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text, None),
    };
    let (hour, minute) = match clock.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        // Cut by bytes: in other scripts that may be in the middle of a letter.
        None if matches!(clock.len(), 3 | 4) && clock.is_ascii() => clock.split_at(clock.len() - 2),
        None if half.is_some() => (clock, "0"),
        None => return None,
    };
    let number = |digits: &str| digits.parse::<u8>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let (hour, minute) = (number(hour)?, number(minute)?);
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        // 12 am is midnight, 12 pm is noon.
        Some(half) => hour % 12 + half,
        None => hour,
    };
    (hour < 24 && minute < 60).then_some(TimeOfDay { hour, minute })
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for (typed, meant) in [
            ("14:30", "14:30"),
            ("14.30", "14:30"),
            ("1430", "14:30"),
            ("930", "09:30"),
            ("9:05", "09:05"),
            ("2:30pm", "14:30"),
            (" 2 PM", "14:00"),
            ("12am", "00:00"),
            ("12pm", "12:00"),
            ("00:00", "00:00"),
        ] {
            assert_eq!(TimeOfDay::parse("at", "the time", typed).map(|time| time.to_string()), Ok(meant.to_owned()), "{typed}");
        }
    }

    #[test]
    fn no_time_is_refused_in_words() {
        for typed in ["24:00", "14:60", "14", "14:3", "13pm", "0am", "half two", "1:2:3", "+1:00", "éé:00", "١٤:٣٠"] {
            assert_eq!(TimeOfDay::parse("at", "the time", typed), Err(Failure::invalid("at", "Enter a time like 14:30")), "{typed}");
        }
        assert_eq!(TimeOfDay::parse("at", "the time", " "), Err(Failure::invalid("at", "Enter the time")));
    }
}
