//! Permission as a value that is held: what writes takes a [`Permit`], and only a check makes one.
//!
//! A *scope* is what a permission is about: oneself, a conversation, an organisation. It has a type that holds what was read of it with
//! its row locked, and one function that locks it, looks, and asks: [`oneself`](super::oneself), [`administers`](super::administers),
//! [`may`](crate::chat::store::may) and [`own`](crate::chat::store::own) in conversations. What it asks is the table of the feature
//! whose deed it is: `Allows<Deed>` says by what of the scope that table decides.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::{Does, Failure, Outcome};
use crate::audit;

/// A scope that a feature's table decides about.
pub trait Allows<Deed> {
    /// Whether the table allows this deed there, to whoever it was locked and read for.
    fn allows(&self, deed: Deed) -> bool;
}

/// A scope that an audit entry names: what a permission is about and what a deed was done to are one thing.
pub trait Scoped {
    /// What an entry calls it.
    fn scope(&self) -> audit::Scope;
}

/// Leave for the deed `D` in the scope `S`, of which nobody else changes anything until the transaction ends.
///
/// Nothing but the check makes one. This compiles:
///
/// ```no_run,standalone_crate
/// # use domain::access::{Allows, Does, Outcome, Permit};
/// fn leave<S: Allows<D::Deed>, D: Does>(scope: S) -> Outcome<Permit<S, D>> {
///     Permit::may(scope)
/// }
/// ```
///
/// and this does not:
///
/// ```compile_fail
/// # use domain::access::{Allows, Does, Outcome, Permit};
/// fn leave<S: Allows<D::Deed>, D: Does>(scope: S) -> Outcome<Permit<S, D>> {
///     Ok(Permit { scope, deed: std::marker::PhantomData })
/// }
/// ```
pub struct Permit<S, D> {
    scope: S,
    deed: PhantomData<fn() -> D>,
}

impl<S: Allows<D::Deed>, D: Does> Permit<S, D> {
    /// Leave for a deed in a scope that was locked and read, if the table of its feature allows it.
    pub fn may(scope: S) -> Outcome<Self> {
        if scope.allows(D::DEED) { Ok(Self { scope, deed: PhantomData }) } else { Err(Failure::Forbidden) }
    }
}

impl<S, D> Deref for Permit<S, D> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.scope
    }
}

impl<S: fmt::Debug, D> fmt::Debug for Permit<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Permit").field(&self.scope).finish()
    }
}
