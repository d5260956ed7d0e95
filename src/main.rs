//! The program: the exit code of [`sourcework::cli::run`], nothing else.

fn main() -> std::process::ExitCode {
    sourcework::cli::run()
}
