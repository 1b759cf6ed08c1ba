//! What the parts of one table share.

use std::collections::BTreeSet;

use domain::access::Failure;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::plan::Plan;
use super::row::Row;
use super::slice::Slice;
use super::state::TableState;
use crate::fetched::{Fetched, fetched};
use browser::focus::focus_id;
use call::failure::Problem;

/// What the server answered, and to which query.
pub type Found<R> = Fetched<(String, Result<Slice<R>, Problem>)>;

/// A table on the screen.
#[derive(Clone, Copy)]
pub struct Table {
    /// What it can show.
    pub plan: StoredValue<Plan>,
    /// What it shows, as the address says.
    pub state: Memo<TableState>,
    /// The rows that are there, or why there are none; nothing before the first answer.
    pub(super) slice: RwSignal<Option<Result<Slice<Row>, Failure>>>,
    /// The columns of those rows.
    pub(super) columns: RwSignal<Vec<&'static str>>,
    /// The query that those rows answer.
    answered: RwSignal<String>,
    /// The ids of ticked rows: only of those that are there.
    pub(super) ticked: RwSignal<BTreeSet<String>>,
    /// Somebody turned the page: the new one is read from its beginning.
    pub(super) turned: StoredValue<bool>,
    /// Asks again.
    pub(super) again: Callback<()>,
    retry: StoredValue<Option<Callback<()>>>,
    go: Callback<String>,
}

impl Table {
    /// The table of this plan, as the address shows it.
    pub fn here(plan: Plan) -> Self {
        let plan = StoredValue::new(plan);
        let search = use_location().search;
        let state = Memo::new(move |_| plan.with_value(|plan| TableState::read(plan, &search.read())));
        let retry = StoredValue::new(None::<Callback<()>>);
        let navigate = use_navigate();
        let go = Callback::new(move |address: String| navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() }));
        Self {
            plan,
            state,
            slice: RwSignal::new(None),
            columns: RwSignal::new(Vec::new()),
            answered: RwSignal::new(String::new()),
            ticked: RwSignal::new(BTreeSet::new()),
            turned: StoredValue::new(false),
            // In two steps: what is asked is known only once `found` is called.
            again: Callback::new(move |()| {
                if let Some(retry) = retry.get_value() {
                    retry.run(());
                }
            }),
            retry,
            go,
        }
    }

    /// Asks for the rows, now and whenever the address changes.
    pub fn found<R, F>(self, ask: fn(String) -> F) -> Found<R>
    where
        R: Serialize + DeserializeOwned + Send + Sync + Clone + 'static,
        F: Future<Output = Result<Slice<R>, Problem>> + Send + 'static,
    {
        let found = fetched(
            move || self.query(),
            move |query| async move {
                let answer = ask(query.clone()).await;
                (query, answer)
            },
        );
        self.retry.set_value(Some(Callback::new(move |()| found.refetch())));
        found
    }

    /// The query of what is shown, which the server reads with the same plan.
    pub fn query(self) -> String {
        // Ticks ask for no other rows.
        self.plan.with_value(|plan| self.state.with(|state| state.with_ticks(false).query(plan)))
    }

    /// The address of what is shown after a change.
    pub(super) fn address(self, change: impl FnOnce(&TableState) -> TableState) -> String {
        self.plan.with_value(|plan| self.state.with(|state| change(state).address(plan)))
    }

    /// Goes there, and stays where the page is scrolled to.
    pub(super) fn go(self, address: String) {
        self.go.run(address);
    }

    /// Asks for the same rows again, with nothing ticked.
    pub fn refresh(self) {
        self.ticked.update(BTreeSet::clear);
        self.again.run(());
    }

    /// Takes an answer in.
    pub(super) fn take(self, query: String, answer: Result<Slice<Row>, Failure>) {
        let state = self.plan.with_value(|plan| TableState::read(plan, &query));
        let ids: BTreeSet<String> = answer.iter().flat_map(|slice| &slice.rows).map(|row| row.id.clone()).collect();
        // Only as the page comes: from then on ticks are what hands make of them.
        let all = self.state.with_untracked(|state| state.ticked) && self.slice.with_untracked(Option::is_none);
        self.ticked.update(|ticked| {
            ticked.retain(|id| ids.contains(id));
            if all {
                *ticked = ids;
            }
        });
        self.answered.set(query);
        self.columns.set(state.columns);
        self.slice.set(Some(answer));
    }

    /// Whether what is there answers an earlier question.
    pub(super) fn is_late(self) -> bool {
        self.answered.with(|answered| *answered != self.query())
    }

    /// Leads to how many there are, from where the rows follow.
    pub(super) fn to_count(self) {
        focus_id(&self.part("count"));
    }

    /// An id for one of its parts.
    pub(super) fn part(self, part: &str) -> String {
        self.plan.with_value(|plan| format!("{}-{part}", plan.id))
    }
}
