/* What a program in C does with a model: use MODEL CSV. It prints what the test compares. */
#include <ganglion_c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char* read_all(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  char* bytes;
  long length;
  if (file == NULL) exit(2);
  fseek(file, 0, SEEK_END);
  length = ftell(file);
  rewind(file);
  bytes = malloc((size_t)length + 1);
  if (bytes == NULL || fread(bytes, 1, (size_t)length, file) != (size_t)length) exit(3);
  bytes[length] = 0;
  fclose(file);
  *size = (size_t)length;
  return bytes;
}

static int predict_arrays(const ganglion_model* model) {
  const size_t features = ganglion_feature_count(model), outputs = ganglion_output_count(model);
  float* x = calloc(2 * features, sizeof(float));
  float* y = calloc(2 * outputs, sizeof(float));
  size_t i;
  int status;
  if (x == NULL || y == NULL) exit(4);
  for (i = 0; i < 2 * features; ++i) x[i] = 0.125f * (float)i;
  status = ganglion_predict(model, x, 2, y);
  for (i = 0; i < 2 * outputs; ++i) printf("array %.9g\n", y[i]);
  free(x);
  free(y);
  return status;
}

int main(int argc, char** argv) {
  size_t size, text_size, rows = 0, i;
  char *bytes, *text, *json;
  double predictions[30];
  ganglion_model *model, *copy;
  if (argc != 3 || ganglion_abi() != GANGLION_C_ABI) return 5;
  if (ganglion_load("no/such/file") != NULL) return 6;
  printf("error %s\n", ganglion_last_error());
  if (ganglion_predict(NULL, NULL, 1, NULL) == 0) return 7;
  printf("error %s\n", ganglion_last_error());
  model = ganglion_load(argv[1]);
  bytes = read_all(argv[1], &size);
  copy = ganglion_load_memory(bytes, size);
  free(bytes);
  if (model == NULL || copy == NULL) {
    puts(ganglion_last_error());
    return 8;
  }
  ganglion_free(model);
  for (i = 0; i < ganglion_class_count(copy); ++i) printf("class %s\n", ganglion_class_name(copy, i));
  for (i = 0; i < ganglion_column_count(copy); ++i)
    printf("column %s\n", ganglion_column_name(copy, i));
  if (predict_arrays(copy) != 0) return 9;
  text = read_all(argv[2], &text_size);
  if (ganglion_predict_rows(copy, text, text_size, predictions, 1, &rows) == 0) return 10;
  printf("error %s\n", ganglion_last_error());
  if (ganglion_predict_rows(copy, text, text_size, predictions, 10, &rows) != 0) {
    puts(ganglion_last_error());
    return 11;
  }
  for (i = 0; i < rows * ganglion_output_count(copy); ++i) printf("row %.17g\n", predictions[i]);
  json = ganglion_explain(copy, text, text_size, 1);
  if (json == NULL || strstr(json, "\"layers\"") == NULL) return 12;
  if (ganglion_explain(copy, text, text_size, 99) != NULL) return 13;
  ganglion_free_text(json);
  free(text);
  ganglion_free(copy);
  ganglion_free(NULL);
  return 0;
}
