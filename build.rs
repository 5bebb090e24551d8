//! Takes the built-in styles apart while the program is being built: reading YAML takes longer than
//! a small report does. `src/yaml/flat.rs` puts them together again, and a test there holds both equal.
//!
//! One line an event: `{` `}` a mapping, `[` `]` a list, `'text` a scalar, `-` nothing.

use granit_parser::{Event, Parser, ScalarStyle};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=styles");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for entry in fs::read_dir("styles")? {
        let path = entry?.path();
        let Some(name) = path.file_stem().filter(|_| path.extension().is_some_and(|e| e == "yaml"))
        else {
            continue;
        };
        let text = fs::read_to_string(&path)?;
        fs::write(out.join(Path::new(name).with_extension("flat")), flat(&text)?)?;
    }
    Ok(())
}

fn flat(text: &str) -> Result<String, Box<dyn Error>> {
    let mut lines = String::new();
    for event in Parser::new_from_str(text) {
        match event?.0 {
            Event::MappingStart(..) => lines.push('{'),
            Event::MappingEnd => lines.push('}'),
            Event::SequenceStart(..) => lines.push('['),
            Event::SequenceEnd => lines.push(']'),
            Event::Scalar(value, ScalarStyle::Plain, ..)
                if matches!(&*value, "" | "~" | "null" | "Null" | "NULL") =>
            {
                lines.push('-');
            }
            Event::Scalar(value, ..) if value.contains('\n') => {
                return Err("a built-in style holds a text of several lines".into());
            }
            Event::Scalar(value, ..) => {
                lines.push('\'');
                lines.push_str(&value);
            }
            _ => continue,
        }
        lines.push('\n');
    }
    Ok(lines)
}
