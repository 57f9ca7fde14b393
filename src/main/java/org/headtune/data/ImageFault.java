package org.headtune.data;

/** Why a file gives no image; the message is a clause that says what to do. */
final class ImageFault extends Exception {
  private static final long serialVersionUID = 1L;

  ImageFault(String message) {
    super(message);
  }
}
