"""virk-edge on emulated aarch64, with the packages a device has. Figures: docs/compatibility.md."""
