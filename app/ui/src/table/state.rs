//! What of a table is shown, to and from an address. Whatever an address says that is not understood is not asked.

use form_urlencoded::Serializer;

use super::plan::{Column, Facet, Plan};

/// How many rows a page may hold.
pub(super) const SIZES: [usize; 4] = [10, 25, 50, 100];
const SIZE: usize = 25;
/// The longest search that is looked for.
const LONGEST: usize = 200;

/// By which column, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column's word.
    pub column: &'static str,
    /// The last one first.
    pub down: bool,
}

impl Sort {
    /// Its word in the address: `name`, or `-name`.
    pub fn key(self) -> String {
        format!("{}{}", if self.down { "-" } else { "" }, self.column)
    }
}

/// What is shown.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableState {
    /// Words looked for.
    pub text: String,
    /// In which order.
    pub sort: Sort,
    /// What rows have to be: for each filter that is used, one of these. In the order of the plan.
    pub filters: Vec<(&'static str, Vec<String>)>,
    /// Which page; the first is 1.
    pub page: usize,
    /// How many rows a page holds.
    pub size: usize,
    /// The columns shown, in the order of the plan.
    pub columns: Vec<&'static str>,
    /// Whether all rows of the page come ticked: for those without WASM.
    pub ticked: bool,
}

impl TableState {
    /// What the query of an address asks for.
    pub fn read(plan: &Plan, query: &str) -> Self {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.trim_start_matches('?').as_bytes()).map(|(key, value)| (key.into(), value.into())).collect();
        let all = |key: &str| pairs.iter().filter(|pair| pair.0 == key).map(|pair| pair.1.clone()).collect::<Vec<_>>();
        let last = |key: &str| all(key).pop().unwrap_or_default();
        let filters = plan.facets.iter().map(|facet| (facet.key, known(facet, &all(facet.key))));
        Self {
            // By letters: cut by bytes, half of one would be asked for.
            text: last("q").trim().chars().take(LONGEST).collect(),
            sort: sort(plan, &last("sort")),
            filters: filters.filter(|(_, values)| !values.is_empty()).collect(),
            page: last("page").parse().unwrap_or(1).max(1),
            size: last("size").parse().ok().filter(|size| SIZES.contains(size)).unwrap_or(SIZE),
            columns: columns(plan, &all("columns")),
            ticked: last("tick") == "page",
        }
    }

    /// As the query of an address: only what is not so at first.
    pub fn query(&self, plan: &Plan) -> String {
        let first = Self::read(plan, "");
        let mut query = Serializer::new(String::new());
        let mut put = |key: &str, value: &str, usual: bool| {
            if !usual {
                query.append_pair(key, value);
            }
        };
        put("q", &self.text, self.text.is_empty());
        for (key, values) in &self.filters {
            for value in values {
                put(key, value, false);
            }
        }
        put("sort", &self.sort.key(), self.sort == first.sort);
        put("page", &self.page.to_string(), self.page == 1);
        put("size", &self.size.to_string(), self.size == SIZE);
        for column in &self.columns {
            put("columns", column, self.columns == first.columns);
        }
        put("tick", "page", !self.ticked);
        query.finish()
    }

    /// The address that shows it.
    pub fn address(&self, plan: &Plan) -> String {
        address(&plan.screen, &self.query(plan))
    }

    /// Ordered by a column; by the same one the other way round.
    pub fn sorted_by(&self, column: &'static str) -> Self {
        let down = self.sort.column == column && !self.sort.down;
        Self { sort: Sort { column, down }, ..self.anew() }
    }

    /// Another page.
    pub fn on_page(&self, page: usize) -> Self {
        Self { page, ..self.anew() }
    }

    /// Without one of the values that rows have to have.
    pub fn without(&self, facet: &str, value: &str) -> Self {
        let mut next = self.anew();
        next.filters.iter_mut().filter(|(key, _)| *key == facet).for_each(|(_, values)| values.retain(|one| one != value));
        next.filters.retain(|(_, values)| !values.is_empty());
        next
    }

    /// Without the words looked for.
    pub fn without_text(&self) -> Self {
        Self { text: String::new(), ..self.anew() }
    }

    /// Nothing filtered.
    pub fn cleared(&self) -> Self {
        Self { filters: Vec::new(), ..self.without_text() }
    }

    /// All rows of this page ticked, or none.
    pub fn with_ticks(&self, ticked: bool) -> Self {
        Self { ticked, ..self.clone() }
    }

    /// Whether anything is left out.
    pub fn is_filtered(&self) -> bool {
        !self.text.is_empty() || !self.filters.is_empty()
    }

    /// Whether rows have to have this value, perhaps among others.
    pub fn has(&self, facet: &str, value: &str) -> bool {
        self.values(facet).is_some_and(|values| values.iter().any(|one| one == value))
    }

    /// What rows have to be one of; `None` when it does not matter.
    pub fn values(&self, facet: &str) -> Option<&[String]> {
        self.filters.iter().find(|(key, _)| *key == facet).map(|(_, values)| values.as_slice())
    }

    /// The columns shown, from left to right.
    pub fn shown(&self, plan: &Plan) -> Vec<Column> {
        self.columns.iter().filter_map(|key| plan.column(key).copied()).collect()
    }

    /// From the first page, and nothing ticked: other rows are somewhere else.
    fn anew(&self) -> Self {
        Self { page: 1, ticked: false, ..self.clone() }
    }
}

/// A path with a query, if there is one.
pub(super) fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn sort(plan: &Plan, asked: &str) -> Sort {
    let (key, down) = asked.strip_prefix('-').map_or((asked, false), |key| (key, true));
    let column = plan.column(key).filter(|column| column.sorts).map(|column| column.key);
    column.map_or(Sort { column: plan.order, down: false }, |column| Sort { column, down })
}

/// Each value once, in the order of the plan: the same filter has one address.
fn known(facet: &Facet, asked: &[String]) -> Vec<String> {
    facet.options.iter().map(|(key, _)| key.clone()).filter(|key| asked.contains(key)).collect()
}

fn columns(plan: &Plan, asked: &[String]) -> Vec<&'static str> {
    let shown = |column: &&Column| column.kept || if asked.is_empty() { column.first } else { asked.iter().any(|key| key == column.key) };
    plan.columns.iter().filter(shown).map(|column| column.key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        let ward = |at: usize| (format!("w{at}"), format!("Ward {at}"));
        Plan {
            id: "people",
            screen: "/people".into(),
            caption: "People",
            one: "person",
            many: "people",
            columns: vec![
                Column::new("name", "Name").kept(),
                Column::new("ward", "Ward"),
                Column::new("seen", "Last seen").put_away(),
                Column::new("notes", "Notes").unsorted(),
            ],
            facets: vec![
                Facet { key: "ward", label: "Ward", options: (1..4).map(ward).collect() },
                Facet { key: "level", label: "Level", options: vec![("a&b".into(), "A and B".into())] },
            ],
            order: "name",
        }
    }

    fn read(query: &str) -> TableState {
        TableState::read(&plan(), query)
    }

    #[test]
    fn what_is_usual_has_the_plain_address() {
        assert_eq!(read("").address(&plan()), "/people");
        assert_eq!(read("sort=name&page=1&size=25&columns=name&columns=ward&columns=notes&q=").address(&plan()), "/people");
    }

    #[test]
    fn an_address_says_what_it_showed() {
        for query in [
            "q=Zo%C3%AB+%26+co",
            "ward=w1&ward=w3&level=a%26b",
            "sort=-ward&page=4&size=100",
            "columns=name&columns=seen",
            "page=2&tick=page",
        ] {
            assert_eq!(read(query).query(&plan()), query);
        }
    }

    #[test]
    fn what_is_not_understood_is_not_asked() {
        let odd = read("?sort=notes&page=minus&size=7&ward=w9&level=&columns=nothing&tick=all&else=%00");
        assert_eq!(odd.sort, Sort { column: "name", down: false });
        assert_eq!((odd.page, odd.size, odd.is_filtered(), odd.ticked), (1, 25, false, false));
        assert_eq!(odd.columns, ["name"], "what names the row is there whatever is asked");
        assert_eq!(read("page=0").page, 1);
        assert_eq!(read("page=99999999999999999999999").page, 1);
        assert_eq!(read(&format!("q={}", "x".repeat(900))).text.len(), LONGEST);
    }

    #[test]
    fn one_filter_has_one_address_however_it_was_put() {
        assert_eq!(read("ward=w3&ward=w1&ward=w3").query(&plan()), "ward=w1&ward=w3");
    }

    #[test]
    fn ordered_by_the_same_column_again_it_is_the_other_way_round() {
        let state = read("page=3&ward=w1").sorted_by("ward");
        assert_eq!(state.query(&plan()), "ward=w1&sort=ward", "and from the first page");
        assert_eq!(state.sorted_by("ward").query(&plan()), "ward=w1&sort=-ward");
        assert_eq!(state.sorted_by("ward").sorted_by("ward"), state);
    }

    #[test]
    fn a_filter_can_be_taken_away_and_all_of_them() {
        let state = read("q=a&ward=w1&ward=w2&level=a%26b&page=2&sort=-name");
        assert_eq!(state.without("ward", "w1").query(&plan()), "q=a&ward=w2&level=a%26b&sort=-name");
        assert_eq!(state.without_text().query(&plan()), "ward=w1&ward=w2&level=a%26b&sort=-name");
        assert_eq!(state.cleared().query(&plan()), "sort=-name");
        assert!(state.has("ward", "w2") && !state.has("ward", "w3"));
    }
}
