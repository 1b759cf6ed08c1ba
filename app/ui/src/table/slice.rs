//! One page of what was found.

use serde::{Deserialize, Serialize};

/// Some of the rows, and of how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice<T> {
    /// Those of this page.
    pub rows: Vec<T>,
    /// How many match, on all pages.
    pub total: usize,
    /// Which page this is: the last one where the address asks for one behind it.
    pub page: usize,
    /// How many a page holds.
    pub size: usize,
}

impl<T> Slice<T> {
    /// The page of `all` that is asked for.
    pub fn of(all: Vec<T>, page: usize, size: usize) -> Self {
        let total = all.len();
        // Since an address was shared there may be fewer rows, and no such page any more.
        let (size, page) = (size.max(1), page.clamp(1, pages(total, size)));
        let rows = all.into_iter().skip((page - 1) * size).take(size).collect();
        Self { rows, total, page, size }
    }

    /// The same page of something else.
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Slice<U> {
        Slice { rows: self.rows.into_iter().map(each).collect(), total: self.total, page: self.page, size: self.size }
    }

    /// How many pages there are; never none.
    pub fn pages(&self) -> usize {
        pages(self.total, self.size)
    }

    /// "Showing 26 to 50 of 312 people".
    pub fn words(&self, one: &str, many: &str) -> String {
        let first = (self.page - 1) * self.size + 1;
        match self.rows.len() {
            0 => format!("No {many}"),
            1 if self.total == 1 => format!("1 {one}"),
            shown if shown == self.total => format!("{shown} {many}"),
            shown => format!("Showing {first} to {} of {} {many}", first + shown - 1, self.total),
        }
    }
}

fn pages(total: usize, size: usize) -> usize {
    total.div_ceil(size.max(1)).max(1)
}

/// A place in the row of page numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stop {
    /// A page.
    Page(usize),
    /// Pages that are left out after this one.
    Gap(usize),
}

/// The first, the last, and those beside the present one.
pub(super) fn stops(page: usize, pages: usize) -> Vec<Stop> {
    let mut stops = Vec::new();
    let mut before = 0;
    for number in (1..=pages).filter(|number| *number == 1 || *number == pages || number.abs_diff(page) <= 1) {
        match number - before {
            1 => {}
            // One that is left out takes the room of the dots.
            2 => stops.push(Stop::Page(number - 1)),
            _ => stops.push(Stop::Gap(before)),
        }
        stops.push(Stop::Page(number));
        before = number;
    }
    stops
}

#[cfg(test)]
mod tests {
    use super::Stop::{Gap, Page};
    use super::*;

    fn slice(total: usize, page: usize, size: usize) -> Slice<usize> {
        Slice::of((1..=total).collect(), page, size)
    }

    #[test]
    fn a_page_holds_its_rows_and_the_last_one_the_rest() {
        assert_eq!(slice(57, 1, 25).rows, (1..=25).collect::<Vec<_>>());
        assert_eq!(slice(57, 3, 25).rows, (51..=57).collect::<Vec<_>>());
        assert_eq!(slice(50, 2, 25).pages(), 2);
        assert_eq!(slice(51, 2, 25).pages(), 3);
    }

    #[test]
    fn a_page_that_is_not_there_is_the_nearest_one() {
        assert_eq!(slice(57, 9, 25).page, 3);
        assert_eq!(slice(57, 0, 25).page, 1);
        assert_eq!((slice(0, 4, 25).page, slice(0, 4, 25).pages()), (1, 1));
        assert_eq!(slice(3, 1, 0).rows, [1]);
    }

    #[test]
    fn how_many_is_said_in_words() {
        let words = |total, page| slice(total, page, 25).words("person", "people");
        assert_eq!(words(312, 2), "Showing 26 to 50 of 312 people");
        assert_eq!(words(57, 3), "Showing 51 to 57 of 57 people");
        assert_eq!(words(12, 1), "12 people");
        assert_eq!(words(1, 1), "1 person");
        assert_eq!(words(0, 1), "No people");
    }

    #[test]
    fn numbers_of_pages_leave_out_what_is_far_away() {
        assert_eq!(stops(1, 1), [Page(1)]);
        assert_eq!(stops(1, 3), [Page(1), Page(2), Page(3)]);
        assert_eq!(stops(5, 20), [Page(1), Gap(1), Page(4), Page(5), Page(6), Gap(6), Page(20)]);
        assert_eq!(stops(3, 20), [Page(1), Page(2), Page(3), Page(4), Gap(4), Page(20)]);
        assert_eq!(stops(4, 7), [Page(1), Page(2), Page(3), Page(4), Page(5), Page(6), Page(7)]);
        assert_eq!(stops(20, 20), [Page(1), Gap(1), Page(19), Page(20)]);
    }
}
