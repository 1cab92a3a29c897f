// A signature drawn by hand: strokes of whole points, sent as they are; without it the typed name stands.
const box = document.querySelector("[data-sign]");

if (box) {
  const canvas = box.querySelector("canvas");
  const field = box.closest("form").elements.strokes;
  const pen = canvas.getContext("2d");
  let strokes = [];
  let drawing = false;

  const point = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((event.clientX - left) * canvas.width) / width, ((event.clientY - top) * canvas.height) / height].map((n) => Math.max(0, Math.round(n)));
  };
  const keep = () => { field.value = strokes.length ? JSON.stringify(strokes) : ""; };

  box.hidden = false;
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.strokeStyle = getComputedStyle(canvas).color;
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    strokes.push([point(event)]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const stroke = strokes.at(-1);
    const next = point(event);
    pen.beginPath();
    pen.moveTo(...stroke.at(-1));
    pen.lineTo(...next);
    pen.stroke();
    stroke.push(next);
  });
  canvas.addEventListener("pointerup", () => { drawing = false; keep(); });
  box.querySelector("[data-sign-clear]").addEventListener("click", () => {
    strokes = [];
    pen.clearRect(0, 0, canvas.width, canvas.height);
    keep();
  });
}
