# What makes the desktop know Easel: menu entry, icon, file type. Installed by `cmake --install`.
file(STRINGS "${CMAKE_SOURCE_DIR}/core/store/migrations.h" line REGEX "kApplicationId = 0x")
string(REGEX MATCH "0x[0-9A-Fa-f]+" EASEL_APPLICATION_ID "${line}")
if(NOT EASEL_APPLICATION_ID)
  message(FATAL_ERROR "The project file's application id was not found in core/store/migrations.h.")
endif()
configure_file("${CMAKE_SOURCE_DIR}/packaging/desktop/easel.xml.in" "${CMAKE_BINARY_DIR}/easel.xml" @ONLY)
install(FILES "${CMAKE_SOURCE_DIR}/packaging/desktop/easel-studio.desktop" DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES "${CMAKE_BINARY_DIR}/easel.xml" DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
install(FILES "${CMAKE_SOURCE_DIR}/packaging/desktop/easel-studio.svg"
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
