//! A number of things in words.

/// "1 member", "2 members".
pub fn counted(count: impl TryInto<i64>, one: &str, many: &str) -> String {
    match count.try_into() {
        Ok(1) => format!("1 {one}"),
        Ok(count) => format!("{count} {many}"),
        Err(_) => many.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_one_and_everything_else_is_many() {
        assert_eq!([0, 1, 2].map(|count| counted(count, "person", "people")), ["0 people", "1 person", "2 people"]);
    }
}
