"""The colours of the figures on paper. On the page a class chooses them, in light and dark: `f-staff`."""

PAPER = {
    "staff": "#0b63a5",
    "leadership": "#6b3fa0",
    "curriculum": "#00705a",
    "resources": "#a8500b",
    "teaching": "#a3195b",
    "soft": "#566072",
    "ink": "#1b2230",
    "rule": "#cfcbc0",
    "paper": "#ffffff",
    "accent": "#0a5c63",
    "wash": "#e6f0f0",
    "green": "#1c6b3c",
    "amber": "#8a5a00",
    "red": "#ae1f2b",
}
# A face that the SVG names itself: the page's styles do not reach inside an SVG on paper.
FACE = "Atkinson, Atkinson Ext, Noto Sans, DejaVu Sans, sans-serif"
