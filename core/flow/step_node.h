// A step as a node: how a transform treats rows that have roles. The heart of "training and serving cannot differ":
//   RowWise, Fitted  the step joins the preparation; Fitted learns from training rows only (from all while there are no
//                    roles; the split refits it later);
//   Rows             the same rows of table, base and roles;
//   Reshape          the frame begins anew.
// Frame::learned and Frame::leaked are kept on the way, for the lint.
#pragma once

#include "core/flow/node.h"

namespace easel {

/// A node type with the step's id, version, texts and schema; one input "in", one output "out".
Entry<NodeOperation> stepNode(const Entry<Step>& step);

} // namespace easel
