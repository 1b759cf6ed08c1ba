//! Room for the splitter. It lays the data of every part out anew within what the linker gave, each part aligned by itself, and
//! where that is too long by one byte it puts the data of all parts into the main one (17 kB). Nothing here is in any part,
//! so that the parts may grow by as much.

use std::sync::atomic::AtomicU64;

/// Constant data.
#[used]
static CONSTANT: [u64; 64] = [u64::MAX; 64];

/// Data that changes, and so lies apart.
#[used]
static CHANGING: [AtomicU64; 16] = [const { AtomicU64::new(u64::MAX) }; 16];

/// The same, noughts at first, and so apart again.
#[used]
static EMPTY: [AtomicU64; 16] = [const { AtomicU64::new(0) }; 16];
