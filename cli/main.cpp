#include "cli/commands.h"

int main(int argc, char** argv) {
  return ganglion::cli::run(argc, argv);
}
