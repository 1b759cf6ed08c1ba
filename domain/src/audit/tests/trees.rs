//! The tree against the test vectors of RFC 6962's own implementation, and against itself for every size up to 130.

use crate::audit::tree::{Hash, Peaks, consistency, empty, includes, inclusion, is_consistent, leaf, root};

/// The well-known eight entries.
const ENTRIES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
/// The roots of the first one, two, three, … of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const MOST: usize = 130;

fn hex(hash: Hash) -> String {
    hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn known() -> Vec<Hash> {
    ENTRIES.iter().map(|entry| leaf(entry)).collect()
}

fn many() -> Vec<Hash> {
    (0..MOST).map(|number| leaf(number.to_string().as_bytes())).collect()
}

fn size(count: usize) -> u64 {
    u64::try_from(count).unwrap()
}

#[test]
fn the_roots_are_those_of_rfc_6962() {
    assert_eq!(hex(empty()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    let leaves = known();
    let mut peaks = Peaks::default();
    assert_eq!(peaks.root(), empty());
    for (at, wanted) in ROOTS.iter().enumerate() {
        peaks.push(leaves[at]);
        assert_eq!(hex(root(&leaves[..=at])), *wanted);
        assert_eq!(hex(peaks.root()), *wanted);
    }
}

#[test]
fn the_inclusion_proofs_are_those_of_rfc_6962() {
    let leaves = known();
    for (place, count, wanted) in [
        (0, 1, vec![]),
        (
            0,
            8,
            vec![
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            vec![
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, vec!["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            vec![
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ] {
        let proof: Vec<_> = inclusion(&leaves[..count], place).into_iter().map(hex).collect();
        assert_eq!(proof, wanted, "leaf {place} of {count}");
    }
}

#[test]
fn the_consistency_proofs_are_those_of_rfc_6962() {
    let leaves = known();
    for (earlier, count, wanted) in [
        (1, 1, vec![]),
        (
            1,
            8,
            vec![
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            vec![
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            vec![
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ] {
        let proof: Vec<_> = consistency(&leaves[..count], earlier).into_iter().map(hex).collect();
        assert_eq!(proof, wanted, "{earlier} of {count}");
    }
}

#[test]
fn a_tree_that_grows_leaf_by_leaf_has_the_root_of_one_made_at_once_and_is_read_back() {
    let leaves = many();
    let mut peaks = Peaks::default();
    for count in 1..=MOST {
        peaks.push(leaves[count - 1]);
        assert_eq!(peaks.root(), root(&leaves[..count]), "{count}");
        assert_eq!(Peaks::read(peaks.size(), &peaks.to_string()), Some(peaks.clone()), "{count}");
    }
    assert_eq!(Peaks::read(peaks.size() + 1, &peaks.to_string()), None, "as many as such a tree has");
    assert_eq!(Peaks::read(-1, ""), None);
    assert_eq!(Peaks::read(1, "not-a-hash"), None);
}

#[test]
fn every_leaf_of_every_tree_is_proved_to_be_in_it_at_its_place_and_at_no_other() {
    let leaves = many();
    for count in 1..=MOST {
        let of = root(&leaves[..count]);
        for place in 0..count {
            let proof = inclusion(&leaves[..count], place);
            let holds = |leaf: Hash, place: usize, proof: &[Hash]| includes(of, size(count), leaf, size(place), proof);
            assert!(holds(leaves[place], place, &proof), "{place} of {count}");
            assert!(!holds(leaf(b"another"), place, &proof));
            assert!(!holds(leaves[place], place + 1, &proof) && !holds(leaves[place], count, &proof), "{place} of {count}");
            assert!(!holds(leaves[place], place, &[proof.as_slice(), &[of]].concat()), "nothing may be left over");
            if let Some((_, short)) = proof.split_last() {
                assert!(!holds(leaves[place], place, short), "{place} of {count}");
            }
        }
    }
}

#[test]
fn every_tree_is_proved_to_begin_with_every_earlier_one_and_with_no_other() {
    let leaves = many();
    for count in 1..=MOST {
        let later = (size(count), root(&leaves[..count]));
        for earlier in 1..=count {
            let proof = consistency(&leaves[..count], earlier);
            let before = (size(earlier), root(&leaves[..earlier]));
            assert!(is_consistent(before, later, &proof), "{earlier} of {count}");
            assert!(!is_consistent((before.0, leaf(b"another")), later, &proof));
            assert!(!is_consistent(before, (later.0, leaf(b"another")), &proof));
            assert!(!is_consistent(before, later, &[proof.as_slice(), &[later.1]].concat()), "nothing may be left over");
            if let Some((_, short)) = proof.split_last() {
                assert!(!is_consistent(before, later, short), "{earlier} of {count}");
            }
        }
        assert!(is_consistent((0, empty()), later, &[]), "every tree begins with nothing");
        assert!(!is_consistent((size(count) + 1, later.1), later, &[]), "no tree begins with a larger one");
    }
}
