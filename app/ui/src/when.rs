//! Moments in words, on the clock of the United Kingdom: pure, so that server and browser say the same.

use domain::access::Timestamp;

const DAY: i64 = 86_400;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment on a wall clock in London.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wall {
    day: i64,
    year: i64,
    month: i64,
    date: i64,
    hour: i64,
    minute: i64,
}

impl Wall {
    fn of(at: Timestamp) -> Self {
        let utc = at.0.div_euclid(1000);
        let seconds = utc + if is_summer(utc) { 3600 } else { 0 };
        let day = seconds.div_euclid(DAY);
        let (year, month, date) = civil(day);
        let rest = seconds.rem_euclid(DAY);
        Self { day, year, month, date, hour: rest / 3600, minute: rest % 3600 / 60 }
    }

    fn weekday(self) -> &'static str {
        // The first day of 1970 was a Thursday.
        nth(&WEEKDAYS, (self.day + 3).rem_euclid(7))
    }

    fn month(self) -> &'static str {
        nth(&MONTHS, self.month - 1)
    }
}

fn nth(words: &[&'static str], at: i64) -> &'static str {
    usize::try_from(at).ok().and_then(|at| words.get(at)).copied().unwrap_or("")
}

/// Year, month and date of a day counted from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let moon = (5 * of_year + 2) / 153;
    let month = if moon < 10 { moon + 3 } else { moon - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, of_year - (153 * moon + 2) / 5 + 1)
}

/// The day number of a date.
fn day_number(year: i64, month: i64, date: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + date - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// British Summer Time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October.
fn is_summer(utc: i64) -> bool {
    let (year, ..) = civil(utc.div_euclid(DAY));
    let last_sunday = |month| {
        let last = day_number(year, month, 31);
        // So many days since a Sunday, counted from that Thursday; both months have 31.
        (last - (last + 4).rem_euclid(7)) * DAY + 3600
    };
    (last_sunday(3)..last_sunday(10)).contains(&utc)
}

/// The day a moment falls on, as a number that grows by one each midnight.
pub fn day_of(at: Timestamp) -> i64 {
    Wall::of(at).day
}

/// "14:05".
pub fn clock(at: Timestamp) -> String {
    let wall = Wall::of(at);
    format!("{:02}:{:02}", wall.hour, wall.minute)
}

/// "Mon 16 Nov 2026".
pub fn date(at: Timestamp) -> String {
    let wall = Wall::of(at);
    format!("{} {} {} {}", wall.weekday(), wall.date, wall.month(), wall.year)
}

/// "Today", "Yesterday", "Mon 16 Nov", "Mon 16 Nov 2025".
pub fn day(at: Timestamp, now: Timestamp) -> String {
    let (wall, today) = (Wall::of(at), Wall::of(now));
    match today.day - wall.day {
        0 => "Today".into(),
        1 => "Yesterday".into(),
        _ if wall.year == today.year => format!("{} {} {}", wall.weekday(), wall.date, wall.month()),
        _ => date(at),
    }
}

/// As short as an inbox row needs it: "14:05", "Yesterday", "Mon", "16 Nov", "16 Nov 2025".
pub fn short(at: Timestamp, now: Timestamp) -> String {
    let (wall, today) = (Wall::of(at), Wall::of(now));
    match today.day - wall.day {
        0 => clock(at),
        1 => "Yesterday".into(),
        2..7 => wall.weekday().into(),
        _ if wall.year == today.year => format!("{} {}", wall.date, wall.month()),
        _ => format!("{} {} {}", wall.date, wall.month(), wall.year),
    }
}

/// "Mon 16 Nov 2026, 14:05".
pub fn full(at: Timestamp) -> String {
    format!("{}, {}", date(at), clock(at))
}

/// "2026-11-16T14:05" on the London clock, for machines that read the page.
pub fn machine(at: Timestamp) -> String {
    let wall = Wall::of(at);
    format!("{:04}-{:02}-{:02}T{:02}:{:02}", wall.year, wall.month, wall.date, wall.hour, wall.minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY: Timestamp = Timestamp(1_794_837_900_000); // 2026-11-16 14:05 UTC

    #[test]
    fn a_winter_moment_is_told_in_utc() {
        assert_eq!(full(MONDAY), "Mon 16 Nov 2026, 14:05");
        assert_eq!(machine(MONDAY), "2026-11-16T14:05");
    }

    #[test]
    fn a_summer_moment_is_told_an_hour_later() {
        assert_eq!(full(Timestamp(1_782_864_000_000)), "Wed 1 Jul 2026, 01:00");
    }

    #[test]
    fn summer_begins_and_ends_on_the_last_sundays_at_one() {
        let begins = day_number(2026, 3, 29) * DAY + 3600;
        let ends = day_number(2026, 10, 25) * DAY + 3600;
        assert_eq!([begins - 1, begins, ends - 1, ends].map(is_summer), [false, true, true, false]);
    }

    #[test]
    fn days_are_named_from_where_the_reader_stands() {
        let later = |days: i64| MONDAY.plus(days * DAY * 1000);
        assert_eq!([0, 1, 2, 300].map(|days| day(MONDAY, later(days))), ["Today", "Yesterday", "Mon 16 Nov", "Mon 16 Nov 2026"]);
        assert_eq!([0, 1, 2, 7, 300].map(|days| short(MONDAY, later(days))), ["14:05", "Yesterday", "Mon", "16 Nov", "16 Nov 2026"]);
    }

    #[test]
    fn every_day_of_a_century_survives_the_round_trip() {
        for number in 0..36_525 {
            let (year, month, date) = civil(number);
            assert_eq!(day_number(year, month, date), number);
        }
    }
}
