#include "app/studio/session/files.h"

#include <QFileDialog>

namespace easel {

namespace {

void ask(QFileDialog* dialog, FileChooser::Chosen chosen) {
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &QFileDialog::fileSelected, dialog, [chosen = std::move(chosen)](const QString& file) {
    if (!file.isEmpty())
      chosen(file);
  });
  dialog->open(); // not exec(): no loop inside a loop
}

} // namespace

void FileChooser::open(QWidget* parent, const QString& title, const QString& filter, Chosen chosen) {
  auto* dialog = new QFileDialog(parent, title, {}, filter);
  dialog->setFileMode(QFileDialog::ExistingFile);
  ask(dialog, std::move(chosen));
}

void FileChooser::save(QWidget* parent, const QString& title, const QString& proposed, const QString& filter,
                       Chosen chosen) {
  auto* dialog = new QFileDialog(parent, title, {}, filter);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->selectFile(proposed);
  ask(dialog, std::move(chosen));
}

} // namespace easel
