//! An answer that only a browser asks for, after the page stands: on the server nothing is asked and nothing is held.

use super::for_app;
use leptos::prelude::*;

/// The answer to the latest question; asked again when what it depends on changes.
pub struct Answer<T: Send + Sync + 'static> {
    answer: RwSignal<Option<T>>,
    turn: RwSignal<u32>,
}

// By hand: derived, both would ask the same of the answer.
impl<T: Send + Sync + 'static> Clone for Answer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Answer<T> {}

impl<T: Clone + Send + Sync + 'static> Answer<T> {
    /// Asks once the page is alive. An answer that comes after a later question is dropped.
    pub fn new<F: Future<Output = T> + 'static>(ask: impl Fn() -> F + 'static) -> Self {
        let (answer, turn, latest) = (RwSignal::new(None), RwSignal::new(0), StoredValue::new(0_u32));
        Effect::new(move |before: Option<u32>| {
            turn.track();
            let mine = before.unwrap_or_default() + 1;
            latest.set_value(mine);
            let answered = ask();
            for_app(async move {
                let got = answered.await;
                if latest.try_get_value() == Some(mine) {
                    answer.set(Some(got));
                }
            });
            mine
        });
        Self { answer, turn }
    }

    /// The answer, once there is one.
    pub fn get(self) -> Option<T> {
        self.answer.get()
    }

    /// Asks again.
    pub fn refetch(self) {
        self.turn.update(|turn| *turn += 1);
    }
}
