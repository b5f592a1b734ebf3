"""The app: ``streamlit run app.py``."""


def main() -> None:
    # Imported here because worker processes import this file again and need none of it.
    from workers import memory

    memory.share_heaps()  # before the pages are imported: other visitors' threads come meanwhile

    from pages.ui import shell

    shell.run()


if __name__ == "__main__":
    main()
