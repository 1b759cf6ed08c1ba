//! Ninety days that end now, with their nights: times of a plan, and the moments they stand for.
//!
//! A plan counts from the midnight before today. What it says of today is drawn together or apart, so that the
//! plan's day ends now: the same things are said in the same order whatever the hour.

use super::dice::Dice;

/// A day of a plan, in milliseconds.
pub const DAY: i64 = 24 * 60 * 60 * 1000;
const HOUR: i64 = DAY / 24;

/// How busy each hour is: handovers at eight in the morning and in the evening, quiet nights.
const BY_DAY: [usize; 24] = [2, 1, 1, 1, 1, 2, 3, 7, 10, 9, 9, 8, 7, 8, 8, 7, 7, 5, 4, 6, 7, 4, 3, 2];
/// The same for those who work at night.
const BY_NIGHT: [usize; 24] = [8, 7, 6, 6, 5, 6, 7, 6, 3, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 5, 9, 10, 9, 9];

/// The stretch of time in which the demonstration plays.
#[derive(Clone, Copy)]
pub struct Days {
    midnight: i64,
    now: i64,
}

impl Days {
    /// Days that end at `now` (ms UTC).
    pub fn until(now: i64) -> Self {
        // A day of which four hours have passed is long enough to look like one.
        let midnight = (now - 4 * HOUR).div_euclid(DAY) * DAY;
        Self { midnight, now }
    }

    /// The moment a time of the plan stands for.
    pub fn moment(self, planned: i64) -> i64 {
        if planned < 0 {
            return self.midnight + planned;
        }
        let passed = self.now - self.midnight;
        self.midnight + i64::try_from(i128::from(planned.min(DAY)) * i128::from(passed) / i128::from(DAY)).unwrap_or(passed)
    }

    /// The moment at which everything ends.
    pub fn now(self) -> i64 {
        self.now
    }
}

/// A time of the plan between two others, in hours in which people talk.
pub fn talking_time(dice: &Dice, from: i64, until: i64, at_night: bool) -> i64 {
    let day = dice.between(from.div_euclid(DAY), (until - 1).div_euclid(DAY));
    let hours = if at_night { &BY_NIGHT } else { &BY_DAY };
    // An hour twice as busy is met twice as often.
    let mut left = dice.below(hours.iter().sum());
    let mut hour = 0;
    while left >= hours[hour] {
        left -= hours[hour];
        hour += 1;
    }
    let time = day * DAY + i64::try_from(hour).unwrap_or(0) * HOUR + dice.between(0, HOUR - 1);
    time.clamp(from, until - 1)
}
