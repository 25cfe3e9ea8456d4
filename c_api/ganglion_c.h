#ifndef GANGLION_C_H
#define GANGLION_C_H

/* Trained models from C, and from every language that calls C: load, predict, explain.
 *
 *     ganglion_model* model = ganglion_load("model.ganglion");
 *     if (model == NULL) { puts(ganglion_last_error()); return 1; }
 *
 * Errors: functions that give a pointer return NULL, those that give a status return 1 instead of
 * 0, counts are 0; ganglion_last_error() says why. No exception leaves the library.
 *
 * Threads: all functions may be called on one model from several threads at once, but for
 * ganglion_free(), after which the model is gone. ganglion_predict() runs in parallel, on the
 * thread that calls it; ganglion_predict_rows() and ganglion_explain() wait for each other. The
 * last error is that of the calling thread.
 *
 * Text is UTF-8. What a model gives (names) lives as long as the model. */

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GANGLION_C_API __attribute__((visibility("default")))
#else
#define GANGLION_C_API
#endif

/* The version of this interface. It changes where a program would have to be compiled again; new
 * functions alone don't change it. */
#define GANGLION_C_ABI 1

typedef struct ganglion_model ganglion_model;

/* GANGLION_C_ABI of the library that is loaded, and its release: "0.1.0". */
GANGLION_C_API int ganglion_abi(void);
GANGLION_C_API const char* ganglion_version(void);

/* What the last call of this thread that failed says; "" if none did. Good until the next call. */
GANGLION_C_API const char* ganglion_last_error(void);

/* A model file of Ganglion, or one of another system that can be made a network (ONNX, Keras).
 * Memory holds the bytes of a file of Ganglion; they are not needed after the call. */
GANGLION_C_API ganglion_model* ganglion_load(const char* path);
GANGLION_C_API ganglion_model* ganglion_load_memory(const void* bytes, size_t size);
/* NULL is allowed. */
GANGLION_C_API void ganglion_free(ganglion_model* model);

/* How many numbers the network takes for a row, and gives. */
GANGLION_C_API size_t ganglion_feature_count(const ganglion_model* model);
GANGLION_C_API size_t ganglion_output_count(const ganglion_model* model);
/* Of a model of classes, in the order of its probabilities; 0 and NULL for others. */
GANGLION_C_API size_t ganglion_class_count(const ganglion_model* model);
GANGLION_C_API const char* ganglion_class_name(const ganglion_model* model, size_t index);
/* Columns that rows of tables must have; 0 and NULL of a model that takes arrays only. */
GANGLION_C_API size_t ganglion_column_count(const ganglion_model* model);
GANGLION_C_API const char* ganglion_column_name(const ganglion_model* model, size_t index);

/* Arrays: rows x ganglion_feature_count() numbers, as the network takes them, row after row, to
 * rows x ganglion_output_count() probabilities or values (of a regression on tables in scaled
 * units). For networks with one input and one output. */
GANGLION_C_API int ganglion_predict(const ganglion_model* model, const float* features, size_t rows,
                                    float* predictions);

/* Rows of a table: CSV text with a header, `size` bytes, as the command `ganglion predict` reads
 * it. Predictions are probabilities, or values in the target's own unit: ganglion_output_count()
 * for each row. `count` is set to how many rows there are; where that is more than `capacity` (rows
 * that there is room for), nothing else is written, and the status is 1. */
GANGLION_C_API int ganglion_predict_rows(const ganglion_model* model, const char* csv, size_t size,
                                         double* predictions, size_t capacity, size_t* count);

/* Everything about one row of such a table (counted from 1) as JSON, as `ganglion explain --json`
 * gives it: layers, derivatives, contributions of the columns. Free it with ganglion_free_text().
 */
GANGLION_C_API char* ganglion_explain(const ganglion_model* model, const char* csv, size_t size,
                                      size_t row);
/* NULL is allowed. */
GANGLION_C_API void ganglion_free_text(char* text);

#ifdef __cplusplus
}
#endif

#endif
