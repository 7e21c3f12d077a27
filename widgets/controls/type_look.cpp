#include "widgets/controls/type_look.h"

#include <QCoreApplication>

namespace easel {

QString typeIcon(DataType type) {
  switch (type) {
  case DataType::Bool: return "toggle-on";
  case DataType::Int64: return "hash";
  case DataType::Float64: return "123";
  case DataType::Category: return "tag";
  case DataType::Text: return "type";
  case DataType::Date: return "calendar3";
  case DataType::Timestamp: return "clock";
  case DataType::Duration: return "stopwatch";
  case DataType::Vector: return "bounding-box";
  case DataType::Image: return "image";
  }
  return "question-circle";
}

QString typeName(DataType type) {
  switch (type) {
  case DataType::Bool: return QCoreApplication::translate("easel::DataGrid", "Yes or no");
  case DataType::Int64: return QCoreApplication::translate("easel::DataGrid", "Whole number");
  case DataType::Float64: return QCoreApplication::translate("easel::DataGrid", "Decimal number");
  case DataType::Category: return QCoreApplication::translate("easel::DataGrid", "Category");
  case DataType::Text: return QCoreApplication::translate("easel::DataGrid", "Text");
  case DataType::Date: return QCoreApplication::translate("easel::DataGrid", "Date");
  case DataType::Timestamp: return QCoreApplication::translate("easel::DataGrid", "Date and time");
  case DataType::Duration: return QCoreApplication::translate("easel::DataGrid", "Duration");
  case DataType::Vector: return QCoreApplication::translate("easel::DataGrid", "Vector");
  case DataType::Image: return QCoreApplication::translate("easel::DataGrid", "Picture");
  }
  return {};
}

} // namespace easel
