// The canvas for screen readers: a named area whose children are the nodes ("Split, done, 70/30"), each with its place
// and state. GUI thread only.
#pragma once

namespace easel {

class CanvasView;

void installCanvasAccessibility();
/// The keyboard came to this node.
void tellCanvasFocus(CanvasView* view, int node);
void tellCanvasState(CanvasView* view, int node);
/// The nodes are others now.
void forgetCanvasChildren(CanvasView* view);

} // namespace easel
